export { observers } from './observers';
