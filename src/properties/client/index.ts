export { clientProperties } from './client-properties';
