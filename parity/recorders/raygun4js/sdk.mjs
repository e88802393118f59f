import rg4js from 'raygun4js';

globalThis.sdk = {
  start: () => {
    rg4js('apiKey', 'key');
    rg4js('enableCrashReporting', true);
    rg4js('enablePulse', true);
    rg4js('boot');
  },
  read: () => {
    const text = localStorage.getItem('raygun4js-sid');
    return text === null ? null : (text.match(/id\|([^&]*)/)?.[1] ?? text);
  },
};
