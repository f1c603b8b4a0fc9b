import { clientMethods } from './client-contract';
import { NotificationLog } from './notification-log';
import { type ClientFault, ReferenceClient } from './reference-client';
import type { ClientSubject } from './subject';

/**
 * The reference client as a subject, behind the methods of the adapter contract. `fault` changes it: that is how mutants are made. It keeps its list
 * from one login to the next until `reset`.
 */
export function embeddedClient(options: { readonly fault?: ClientFault } = {}): ClientSubject {
  const notifications = new NotificationLog();
  const client = new ReferenceClient({
    fault: options.fault,
    notify: (notification) => notifications.add(notification),
  });
  const reset = async () => {
    await client.forget();
    notifications.clear();
  };
  return {
    role: 'client',
    kind: 'embedded',
    target: 'embedded reference client',
    methods: new Set(clientMethods),
    needs: {},
    concurrent: true,
    notifications,
    prover: client.prover,
    call: (method, parameters) => client.perform(method, parameters),
    reset,
    close: reset,
  };
}
