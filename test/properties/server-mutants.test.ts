import { serverMutants, serverPropertyMutants } from '../../src/mutants';
import { testThatPropertiesFind } from './finds-mutants';

describe('a server with one fault that no scenario shows', () => {
  testThatPropertiesFind(serverPropertyMutants, serverMutants);
});
