import { bareExpress } from './bare-express.ts';
import { bareServer } from './bare-server.ts';
import { composedLimit } from './composed-limit.ts';
import { farSide } from './far-side.ts';
import { loadGenerator } from './load-generator.ts';
import { naivePipeline } from './naive-pipeline.ts';
import { noopWorker } from './noop-worker.ts';
import type { Role } from './serve-role.ts';

export const roles = {
  'bare-express': bareExpress,
  'bare-server': bareServer,
  'composed-limit': composedLimit,
  'far-side': farSide,
  'load-generator': loadGenerator,
  'naive-pipeline': naivePipeline,
  'noop-worker': noopWorker,
} satisfies Record<string, Role>;

export type RoleName = keyof typeof roles;

export const isRole = (name: string): name is RoleName => name in roles;
