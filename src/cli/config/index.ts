export { applySettings } from './apply-settings';
export { configJsonSchema } from './config-schema';
export { settingsOf } from './setting';
export { takes } from './takes';
