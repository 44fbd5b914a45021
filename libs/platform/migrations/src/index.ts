export { createMigration } from './create-migration.ts';
export type { NewMigration } from './create-migration.ts';
export { deployMigrations, pendingMigrations } from './deploy-migrations.ts';
export type { MigrationTarget } from './deploy-migrations.ts';
