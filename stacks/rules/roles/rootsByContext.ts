import { reword } from '../breaks.ts'
import { all, type Graph, prefixOf, type Resource } from '../graph.ts'
import { asked, covers, grantsOf, reaches } from '../policyDocument.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

const USES = ['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom']

function opens(role: Resource, graph: Graph) {
  const key = all(graph, TYPE.key).find(({ name }) => name === 'EnvelopeKey')
  return grantsOf(role, graph).filter(
    (one) => key !== undefined && reaches(one, key) && USES.some((use) => covers(one, `kms:${use}`)),
  )
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html */
export const rootsByContext: Rule = {
  source: 'ours: packages/vault/README.md; 45 CFR 164.312(a)(2)(iv)',
  says: 'under the envelope key a role opens and makes roots of this deployment, and nothing else that may ever be there',
  of: [TYPE.role],
  where: (role, graph) => opens(role, graph).length > 0,
  check: (role, graph) =>
    opens(role, graph)
      .filter(
        (one) =>
          asked(one, 'kms:EncryptionContext:deployment', 'StringEquals').join() !== prefixOf(graph) ||
          asked(one, 'kms:EncryptionContext:purpose', 'StringEquals').join() !== 'root',
      )
      .map(({ actions }) => `may ${actions} whatever it is`),
  broken: reword('kms:EncryptionContext:purpose', 'kms:EncryptionContext:other'),
}
