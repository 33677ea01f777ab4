import type { TenantRules } from '@wardgraph/access'
import { settingsAction, settingsKey, settingsOf } from '@wardgraph/records'
import type { UpdateTenantRulesInput } from '@wardgraph/schema/types'
import { ReplyError } from './errors.ts'
import { fulfilOnce } from './mutation.ts'
import { badInput } from './people.ts'
import { type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'

/** What a tenant decides for itself. */
export const tenantRules: readonly Registered[] = [
  entry('Query.tenantRules', async ({ scope }) => current(scope)),
  entry('Mutation.updateTenantRules', updateTenantRules),
]

/** The rules as they are now, not as the session knows them. */
async function current({ keys, load }: Scope): Promise<TenantRules & { readonly version: number }> {
  const row = await load(settingsKey(keys.tenant))
  return { ...settingsOf(keys, row), version: Number(row?.w) }
}

function updateTenantRules(call: Call) {
  const { idempotencyKey, expectedVersion, ...sent } = call.args.input as UpdateTenantRulesInput // coerced by the schema
  const { scope } = call
  const given = Object.entries(sent).filter(([, value]) => value !== null && value !== undefined)
  let shown: (TenantRules & { readonly version: number }) | undefined
  return fulfilOnce(call, {
    idempotencyKey,
    async effect() {
      const { version, ...before } = await current(scope)
      if (version !== expectedVersion) throw new ReplyError('CONFLICT')
      const rules: TenantRules = { ...before, ...Object.fromEntries(given) }
      check(rules)
      shown = { ...rules, version: version + 1 }
      return {
        actions: [settingsAction(scope.keys, rules, version + 1)],
        changed: [[null, 'TenantRules', scope.caller.subject, given.map(([name]) => name), version + 1]],
        concerns: [{ kind: 'RULES', patient: null }],
        renewed: scope.caller.subject,
      }
    },
    answer: () => ({ tenantRules: async () => shown ?? current(scope) }),
  })
}

const OLDEST = 150

/** @throws ReplyError BAD_USER_INPUT */
function check({ ages, adult, hours }: TenantRules): void {
  const inside = (value: number, most: number) => value >= 0 && value <= most
  if (!inside(adult, OLDEST) || ages.some(({ from }) => !inside(from, OLDEST)))
    throw badInput(`An age is 0 to ${OLDEST} years.`)
  if (!inside(hours.open, 24) || !inside(hours.close, 24) || hours.open >= hours.close)
    throw badInput('hours: expected open before close, from 0 to 24.')
  if (!Intl.supportedValuesOf('timeZone').includes(hours.zone) && hours.zone !== 'UTC')
    throw badInput('hours.zone: expected the name of an IANA time zone.')
}
