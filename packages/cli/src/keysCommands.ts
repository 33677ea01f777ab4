import { type Rotating, rotateRoot, rotateSubjects, scan } from '@wardgraph/api'
import { listTenants, NO_TENANT } from '@wardgraph/records'
import { VaultError } from '@wardgraph/vault'
import { CliError, EXIT, print, say } from './command.ts'
import { type Instance, withInstance } from './instance.ts'
import { json, parse, word } from './options.ts'

const USAGE =
  'keys rotate root --tenant T [--kms-key KEY] [--json], keys rotate subjects --tenant T [--json]; --deployment in the place of --tenant: what belongs to no tenant.'

/** `keys ACTION ...`: what the keys of a tenant are changed by. @throws CliError */
export async function keys(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = { ...json, tenant: text, 'kms-key': text, deployment: { type: 'boolean' } } as const
  const { values, positionals } = parse(args, options, { allowPositionals: true })
  const [action, what, ...more] = positionals
  const [tenantName, under] = [word(values.tenant), word(values['kms-key'])]
  const isDeployment = values.deployment === true
  const rotates = action === 'rotate' && more.length === 0 && (what === 'root' || what === 'subjects')
  const isMeant = (under === undefined || what === 'root') && isDeployment === (tenantName === undefined)
  if (!rotates || !isMeant) throw new CliError('WRONG_USAGE', USAGE)
  return withInstance(process.env, async (instance) => {
    const tenant = tenantName === undefined ? NO_TENANT : await tenantOf(instance, tenantName)
    const damaged = await rotated(rotatingOf(instance, tenant), { what, under })
    if (values.json === true) print(JSON.stringify({ tenant, damaged }))
    if (damaged > 0)
      say(`${damaged} rows are not what was written and stay as they are: audit verify --table names them.`)
    return damaged > 0 ? EXIT.no : EXIT.yes
  })
}

async function rotated(
  of: Rotating,
  { what, under }: { readonly what: 'root' | 'subjects'; readonly under: string | undefined },
): Promise<number> {
  try {
    return what === 'root' ? await rotateRoot(of, { under }) : await rotateSubjects(of)
  } catch (cause) {
    if (!(cause instanceof VaultError) || cause.code !== 'ERR_VAULT_INPUT' || under === undefined) throw cause
    throw new CliError('WRONG_USAGE', 'that KMS key is not one of WARDGRAPH_ENVELOPE_KEY, a list with commas.', {
      cause,
    })
  }
}

function rotatingOf({ config, services }: Instance, tenant: string): Rotating {
  return {
    services,
    tenant,
    scan: (table) => scan(config, table),
    until: (at) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - services.now()))),
    onProgress: say,
  }
}

async function tenantOf({ services }: Instance, name: string): Promise<string> {
  const found = (await listTenants(services)).find((one) => one.name === name)
  if (found === undefined) throw new CliError('UNKNOWN_TENANT', 'there is no such tenant.')
  return found.tenant
}
