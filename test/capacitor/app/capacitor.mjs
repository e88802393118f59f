/** An app in Capacitor's WebView, on the plugins' own web implementations. */
import { App } from '@capacitor/app';
import { Network } from '@capacitor/network';
import { Preferences } from '@capacitor/preferences';
import { capacitorPlatform } from 'sessionchart/capacitor';
import { start } from './start.mjs';

start(capacitorPlatform({ App, Preferences, Network }));
