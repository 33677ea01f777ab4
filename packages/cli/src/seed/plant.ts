import type { Documents, Services } from '@wardgraph/api'
import { importResources } from '../import/importFhir.ts'
import { addUser } from '../users.ts'
import { demoSeed } from './demoSeed.ts'

/** Writes the demonstration data as any import writes, and its users as `users add` does. */
export async function seed(
  { services, documents }: { readonly services: Services; readonly documents: Documents },
  { now }: { readonly now: number },
): Promise<void> {
  for (const { name, bundles, users } of demoSeed({ now })) {
    const files = bundles.map((bundle, i) => ({
      name: `${name}-${i}.json`,
      text: JSON.stringify(bundle),
      kind: 'json' as const,
    }))
    await importResources({ services, documents, tenantName: name, files, now: () => now })
    for (const { username, role, patient, practitioner } of users)
      await addUser(services, { username, tenant: name, role, patient, practitioner })
  }
}
