import { createSchedules, LocalAwsError, startGateway } from '@wardgraph/local-aws'
import { CliError, EXIT, print, say } from './command.ts'
import { readSettings, writeSettings } from './home.ts'
import { idePages } from './ide.ts'
import { type Instance, openInstance } from './instance.ts'
import { seed } from './seed/plant.ts'
import { upcastHome } from './upcast/upcastHome.ts'
import { isEmpty, listUsers } from './users.ts'

/** Runs the whole product on this machine until it is told to stop; the exit code is 0 then. */
export async function dev(env: NodeJS.ProcessEnv): Promise<number> {
  const port = portOf(env)
  const wanted = seedOf(env)
  const instance = await openInstance(env)
  if (!instance.owned)
    throw new CliError(
      'SERVER_RUNNING',
      `another server has this home folder: ${instance.owner.url ?? 'a command that is just running'}.`,
      { exit: EXIT.unavailable },
    )
  const told = stopped()
  try {
    const { handler } = await import('@wardgraph/api/graphql.lambda')
    const pages = instance.config.introspection ? idePages(instance) : () => false
    const gateway = await startGateway({ port, handler, pages }).catch(portTaken)
    try {
      if (instance.readers.length === 0) say(NO_STREAM)
      for (const reader of instance.readers) reader.start()
      await upcastHome(instance)
      if (wanted === 'demo') await seedOnce(instance)
      instance.announce(gateway.url)
      await welcome(instance, gateway.url)
      const schedules = await scheduleJobs(instance)
      print(`ready ${gateway.url}/graphql`)
      await told
      schedules.close()
    } finally {
      await gateway.close()
    }
    return EXIT.yes
  } finally {
    await instance.close()
  }
}

/** What a deployed stage runs by the clock. */
async function scheduleJobs({ folder }: Instance) {
  const { handler } = await import('@wardgraph/api/signer.lambda')
  const schedules = createSchedules({ folder })
  const onFailure = () => say('AUDIT_UNSIGNED: the audit trail could not be signed; it is tried again in a minute.')
  schedules.register({ name: 'signer', everySeconds: 60, run: handler, onFailure })
  schedules.start()
  return schedules
}

/** Of another DynamoDB there is no stream. */
const NO_STREAM = 'another DynamoDB has no stream here: audit rebuild makes the disclosures.'

function portOf({ PORT }: NodeJS.ProcessEnv): number {
  const port = PORT ? Number(PORT) : 4000
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new CliError('BAD_PORT', 'PORT is a number from 0 to 65535.')
}

function seedOf({ WARDGRAPH_SEED: seed = 'demo' }: NodeJS.ProcessEnv): 'demo' | 'none' {
  if (seed === 'demo' || seed === 'none') return seed
  throw new CliError('BAD_SEED', 'WARDGRAPH_SEED is demo or none.')
}

function portTaken(cause: unknown): never {
  if (cause instanceof LocalAwsError && cause.code === 'PORT_TAKEN')
    throw new CliError(
      'PORT_TAKEN',
      'something else listens on this port; choose another with PORT=4001 npm run dev.',
      { exit: EXIT.unavailable, cause },
    )
  throw cause
}

/** Plants the demonstration data in a folder that has none; what a kill left half done is finished. */
async function seedOnce({ folder, services, documents }: Instance): Promise<void> {
  const settings = readSettings(folder)
  if (settings.seeded !== null) return
  const begun = settings.seeding ?? null
  if (begun === null && !(await isEmpty(services))) {
    say('this folder has data already, so the demonstration is not added; remove the folder to have it.')
    return
  }
  const day = begun ?? Date.now()
  writeSettings(folder, { ...settings, seeding: day })
  say('making the demonstration data ...')
  await seed({ services, documents }, { now: day })
  writeSettings(folder, { ...settings, seeding: day, seeded: day })
}

/** Until SIGINT or SIGTERM. The launcher passes on a signal that its whole group has had: the second one must not kill. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
}

async function welcome({ services, config, folder }: Instance, url: string): Promise<void> {
  const users = await listUsers(services)
  say('')
  say(`Wardgraph runs on this machine only; its data is in ${folder}.`)
  if (config.introspection) say(`  IDE      ${url}/   (choose a user and a query)`)
  say(`  GraphQL  ${url}/graphql`)
  if (users.length > 0) {
    say('')
    say('Users of this folder; sign in as one of them with:  npx wardgraph token --as USERNAME')
    for (const { username, role, tenant } of users) say(`  ${username.padEnd(22)} ${role.padEnd(8)} ${tenant}`)
  }
  say('')
}
