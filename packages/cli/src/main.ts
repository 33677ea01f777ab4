import { dump } from '@wardgraph/api'
import { AuditError } from '@wardgraph/audit'
import { listTenants, SLUG } from '@wardgraph/records'
import { access } from './access/commands.ts'
import { audit } from './auditCommands.ts'
import { backupCommand } from './backup.ts'
import { CliError, EXIT, print, say } from './command.ts'
import { documentsCommand } from './documentsCommand.ts'
import { exportCommand } from './export/command.ts'
import { generate } from './generate.ts'
import { HELP } from './help.ts'
import { ImportError, type ImportErrorCode } from './import/errors.ts'
import { importFhir } from './import/importFhir.ts'
import type { ImportReport } from './import/report.ts'
import { withInstance } from './instance.ts'
import { keys } from './keysCommands.ts'
import { lock } from './lock.ts'
import { dayOf, json, parse, word } from './options.ts'
import { restoreCommand } from './restore.ts'
import { policyRoles, roleNamed } from './roles.ts'
import { withDeployment } from './stage.ts'
import { tokenFor } from './token.ts'
import { upcastCommand } from './upcast/command.ts'
import { addUser, endUser, listUsers } from './users.ts'

/** Runs one command and sets the exit code; every failure is one line, `CODE: sentence`. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', readerGone)
  try {
    process.exitCode = await run(args)
  } catch (error) {
    const { code, message, exit } = failureOf(error)
    say(`${code}: ${message}`)
    process.exitCode = exit
  }
}

/** What to say of a failure: our own sentences as they are; the message of any other error could quote data. */
function failureOf(error: unknown): { readonly code: string; readonly message: string; readonly exit: number } {
  if (error instanceof CliError) return error
  if (error instanceof ImportError) {
    const { code, message } = error
    return { code, message, exit: UNREADABLE_INPUT.has(code) ? EXIT.usage : EXIT.unavailable }
  }
  if (error instanceof AuditError) return { code: error.code, message: error.message, exit: EXIT.unavailable }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL'
  const message = 'something went wrong; nothing more can be said without risking data.'
  return { code, message, exit: EXIT.unavailable }
}
const UNREADABLE_INPUT: ReadonlySet<ImportErrorCode> = new Set(['NO_SUCH_PATH', 'NO_FILES', 'UNREADABLE'])

/** Whoever read our output has closed it (`... | head`): there is nobody left to tell. */
function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT.yes)
}

async function run([command = 'help', ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case 'dev':
      parse(rest, {})
      // Only the server needs the IDE, which is large.
      return (await import('./dev.ts')).dev(process.env)
    case 'env':
      parse(rest, {})
      return withInstance(process.env, async ({ owner, variables }) => {
        if (owner.url === null || owner.pid === process.pid)
          throw new CliError('NO_SERVER', 'no server is running in this home folder; start one with npm run dev.', {
            exit: EXIT.unavailable,
          })
        for (const [name, value] of Object.entries(variables)) print(`${name}=${value}`)
        return EXIT.yes
      })
    case 'users':
      return users(rest)
    case 'token':
      return token(rest)
    case 'import':
      return importCommand(rest)
    case 'export':
      return exportCommand(rest)
    case 'upcast':
      return upcastCommand(rest)
    case 'table':
      return tableDump(rest)
    case 'backup':
      return backupCommand(rest)
    case 'restore':
      return restoreCommand(rest)
    case 'audit':
      return audit(rest)
    case 'documents':
      return documentsCommand(rest)
    case 'access':
      return access(rest)
    case 'keys':
      return keys(rest)
    case 'generate':
      return generate({ check: parse(rest, { check: { type: 'boolean' } }).values.check === true })
    case 'lock':
      parse(rest, {})
      return lock()
    case 'help':
    case '--help':
    case '-h':
      print(HELP.trimEnd())
      return EXIT.yes
    default:
      throw new CliError('WRONG_USAGE', 'there is no such command; `npx wardgraph help` lists them.')
  }
}

/** A name mistyped would be a hospital of its own: it is made, and said. */
const NEW_TENANT = 'this tenant was not there before: it is made.'

async function users(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const { values, positionals } = parse(
    args,
    {
      ...json,
      tenant: text,
      role: text,
      patient: text,
      practitioner: text,
      from: text,
      until: text,
      'without-chart': { type: 'boolean' },
    },
    { allowPositionals: true },
  )
  const [action, username, ...more] = positionals
  return withInstance(process.env, async ({ services }) => {
    if (action === undefined) {
      const all = await listUsers(services)
      if (values.json) print(JSON.stringify(all))
      else for (const { username: name, role, tenant } of all) print(`${name.padEnd(22)} ${role.padEnd(8)} ${tenant}`)
      return EXIT.yes
    }
    const [tenant, patient, practitioner] = [word(values.tenant), word(values.patient), word(values.practitioner)]
    const roles = policyRoles(services.policy)
    const role = roleNamed(services.policy, values.role)
    if (action === 'end' && username !== undefined && more.length === 0) {
      await endUser(services, username, { role, tenant })
      say('ended; what was begun under it ends within 30 seconds.')
      return EXIT.yes
    }
    if (action !== 'add' || username === undefined || more.length > 0 || tenant === undefined || role === undefined)
      throw new CliError(
        'WRONG_USAGE',
        `users add USERNAME --tenant T --role R [--patient ID | --practitioner ID | --without-chart] [--from DATE] [--until DATE], or users end USERNAME [--role R] [--tenant T]; R is one of ${roles.join(' ')}.`,
      )
    const { user, made, newTenant } = await addUser(services, {
      username,
      tenant,
      role,
      patient,
      practitioner,
      start: dayOf('--from', values.from),
      end: dayOf('--until', values.until),
      withoutChart: values['without-chart'] === true,
    })
    if (newTenant) say(NEW_TENANT)
    if (values.json) print(JSON.stringify(user))
    else say(made ? `added; sign in with: npx wardgraph token --as ${user.username}` : 'this user is there already.')
    return EXIT.yes
  })
}

async function token(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const { values } = parse(args, { ...json, as: text, ttl: text, role: text, tenant: text })
  const username = word(values.as)
  if (username === undefined)
    throw new CliError('WRONG_USAGE', 'token --as USERNAME [--role R] [--tenant T] [--ttl SECONDS].')
  return withInstance(process.env, async (instance) => {
    const role = roleNamed(instance.services.policy, values.role)
    const made = await tokenFor(instance, {
      username,
      role,
      tenant: word(values.tenant),
      ...(values.ttl === undefined ? {} : { ttl: Number(values.ttl) }),
    })
    print(values.json ? JSON.stringify({ token: made }) : made)
    return EXIT.yes
  })
}

async function importCommand(args: readonly string[]): Promise<number> {
  const { values, positionals: paths } = parse(
    args,
    { ...json, tenant: { type: 'string' }, 'as-of': { type: 'string' } },
    { allowPositionals: true },
  )
  const tenantName = word(values.tenant)
  if (tenantName === undefined || paths.length === 0)
    throw new CliError('WRONG_USAGE', 'import PATH... --tenant T [--as-of DATE] [--json].')
  if (!SLUG.test(tenantName)) throw new CliError('BAD_NAME', 'a tenant is 1 to 40 of a-z, 0-9 and inner hyphens.')
  const asOf = dayOf('--as-of', values['as-of']) ?? undefined
  return withDeployment(process.env, async ({ services, documents }) => {
    const tenants = await listTenants(services)
    if (!tenants.some(({ name }) => name === tenantName)) say(NEW_TENANT)
    const report = await importFhir({
      services,
      documents,
      tenantName,
      paths,
      onProgress: say,
      ...(asOf === undefined ? {} : { asOf }),
    })
    if (values.json) print(JSON.stringify(report))
    else summary(report)
    return report.rejected.length === 0 ? EXIT.yes : EXIT.no
  })
}

function summary({ tenant, files, resources, types, unresolved, rejected }: ImportReport): void {
  print(`${resources} resources in ${files} files, tenant ${tenant}; ${unresolved} references lead nowhere yet.`)
  for (const [type, { created, updated, unchanged, rejected: refused, opaque }] of Object.entries(types))
    print(
      `  ${type.padEnd(24)} ${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} rejected${opaque > 0 ? ' (kept as sealed FHIR)' : ''}`,
    )
  for (const { file, position, code } of rejected.slice(0, SHOWN)) print(`  rejected: ${file} #${position} ${code}`)
  if (rejected.length > SHOWN) print(`  and ${rejected.length - SHOWN} more; --json lists all.`)
}
const SHOWN = 20

async function tableDump(args: readonly string[]): Promise<number> {
  if (parse(args, json, { allowPositionals: true }).positionals.join(' ') !== 'dump')
    throw new CliError('WRONG_USAGE', 'table dump.')
  return withDeployment(process.env, async ({ config }) => {
    for (const row of await dump(config)) print(JSON.stringify(row))
    return EXIT.yes
  })
}
