import type { AuditEntry, Change } from '@wardgraph/audit'
import type { Services } from './services.ts'

/** What is done by whoever has this machine, and by whom no membership is asked for. */
type MachineRoot = 'users.add' | 'users.end' | 'tenants.add' | 'keys.rotate' | 'keys.shred'

/** What whoever has this machine changes by a command, under nobody's membership; it discloses nothing. */
export function machineEntry(
  { now, code }: Pick<Services, 'now' | 'code'>,
  { root, changed }: { readonly root: MachineRoot; readonly changed: readonly Change[] },
): AuditEntry {
  return {
    time: new Date(now()).toISOString(),
    code,
    origin: root.startsWith('keys.') ? 'keys' : 'users',
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
