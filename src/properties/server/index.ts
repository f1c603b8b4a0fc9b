export { serverProperties } from './server-properties';
