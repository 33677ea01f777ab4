import { entry, type Registered } from './registry.ts'

/** Who is asking. */
export const me: readonly Registered[] = [
  entry('Query.me', async ({ scope: { caller } }) => ({
    username: caller.username,
    role: caller.role,
    tenant: caller.tenantName,
  })),
]
