export { serverObservers } from './server-observers';
