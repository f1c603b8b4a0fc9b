export { catalogue, ruleById } from './catalogue';
