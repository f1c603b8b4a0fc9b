import { clientMutants, clientPropertyMutants } from '../../src/mutants';
import { testThatPropertiesFind } from './finds-mutants';

describe('a client with one fault that no scenario shows', () => {
  testThatPropertiesFind(clientPropertyMutants, clientMutants);
});
