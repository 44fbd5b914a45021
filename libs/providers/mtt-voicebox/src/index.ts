export { adapter } from './mtt-voicebox.adapter.ts';
