export { clientObservers } from './client-observers';
