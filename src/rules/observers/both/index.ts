export { bothObservers } from './both-observers';
