import { contextBridge, ipcRenderer } from 'electron';
import { CALLS, STREAMS, channel, type Bridge, type Call, type Stream } from './bridge/contract.ts';

const bridge: Bridge = {
  call: (name: Call, input: unknown) => {
    if (!Object.hasOwn(CALLS, name)) return Promise.reject(new Error('no such call'));
    return ipcRenderer.invoke(channel(name), input);
  },
  on: (name: Stream, callback: (value: unknown) => void) => {
    if (!STREAMS.includes(name)) throw new Error('no such stream');
    const listener = (_event: unknown, value: unknown) => callback(value);
    ipcRenderer.on(channel(name), listener);
    return () => ipcRenderer.removeListener(channel(name), listener);
  },
};

contextBridge.exposeInMainWorld('linkbraid', bridge);
