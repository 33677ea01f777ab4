import type { AuditEntry, Change } from '@wardgraph/audit'
import type { Services } from './services.ts'

/** What whoever has this machine changes by a command, under nobody's membership; it discloses nothing. */
export function machineEntry(
  { now, code }: Pick<Services, 'now' | 'code'>,
  { root, changed }: { readonly root: 'users.add' | 'users.end' | 'tenants.add'; readonly changed: readonly Change[] },
): AuditEntry {
  return {
    time: new Date(now()).toISOString(),
    code,
    origin: 'users',
    request: crypto.randomUUID(),
    caller: null,
    session: null,
    operation: { kind: 'mutation', roots: [root], document: null },
    outcome: 'OK',
    status: null,
    disclosed: [],
    changed,
    denied: [],
    ties: [],
    opened: 0,
  }
}
