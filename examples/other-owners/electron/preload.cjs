const { ipcRenderer } = require('electron');

// A port cannot cross the context bridge, but a message to the window itself takes it along.
ipcRenderer.on('sessions', ({ ports }) => window.postMessage('sessions', '*', [...ports]));
