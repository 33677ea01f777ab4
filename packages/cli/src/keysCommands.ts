import { setTimeout } from 'node:timers/promises'
import {
  composeShredding,
  kmsSigners,
  type Replayed,
  type Rotating,
  replayShreds,
  rotateIndex,
  rotateRoot,
  rotateSubjects,
  type Services,
  type Shredded,
  type Shredding,
  scan,
  shredDue,
} from '@wardgraph/api'
import { digestSignersOf } from '@wardgraph/audit'
import { NO_TENANT } from '@wardgraph/records'
import { VaultError } from '@wardgraph/vault'
import { CliError, EXIT, print, say } from './command.ts'
import { type Deployment, tenantOf } from './deployment.ts'
import { asked } from './erasureAsked.ts'
import { withInstance } from './instance.ts'
import { json, parse, word } from './options.ts'
import { withCopy, withDeployment } from './stage.ts'

const USAGE = [
  'keys rotate root --tenant T [--kms-key KEY] [--json], keys rotate subjects|index --tenant T [--json]',
  '(--deployment in the place of --tenant T: what belongs to no tenant),',
  'keys shred --patient ID --as USERNAME (--reason TEXT | --cancel | --hold | --release) [--tenant T] [--json],',
  'keys shred --due [--json], or keys replay [--json].',
].join(' ')

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** `keys ACTION ...`: what makes keys anew, and what destroys them. @throws CliError */
export async function keys([action, ...args]: readonly string[]): Promise<number> {
  switch (action) {
    case 'rotate':
      return rotateCommand(args)
    case 'shred':
      return shredCommand(args)
    case 'replay': {
      const { values } = parse(args, json)
      return withCopy(process.env, async (deployment) => shown(await replayed(deployment), values.json))
    }
    default:
      throw new CliError('WRONG_USAGE', USAGE)
  }
}

async function rotateCommand(args: readonly string[]): Promise<number> {
  const options = { ...json, tenant: text, 'kms-key': text, deployment: flag } as const
  const { values, positionals } = parse(args, options, { allowPositionals: true })
  const [what, ...more] = positionals
  const [tenantName, under] = [word(values.tenant), word(values['kms-key'])]
  const isDeployment = values.deployment === true
  const isMeant = (under === undefined || what === 'root') && isDeployment === (tenantName === undefined)
  if (more.length > 0 || (what !== 'root' && what !== 'subjects' && what !== 'index') || !isMeant)
    throw new CliError('WRONG_USAGE', USAGE)
  return withDeployment(process.env, async (deployment) => {
    const tenant = tenantName === undefined ? NO_TENANT : await tenantOf(deployment, tenantName)
    const damaged = await rotated(rotatingOf(deployment, tenant), { what, under })
    if (values.json === true) print(JSON.stringify({ tenant, damaged }))
    if (damaged > 0)
      say(
        `${damaged} rows are not what was written and stay as they are, and so do the keys that they may need: audit verify --table names them; set right, run this again.`,
      )
    return damaged > 0 ? EXIT.no : EXIT.yes
  })
}

async function shredCommand(args: readonly string[]): Promise<number> {
  const options = {
    ...json,
    patient: text,
    as: text,
    tenant: text,
    reason: text,
    cancel: flag,
    hold: flag,
    release: flag,
    due: flag,
  }
  const { values } = parse(args, options)
  const [patient, username, reason] = [word(values.patient), word(values.as), word(values.reason)]
  const wishes = (
    [
      ['cancelErasure', values.cancel],
      ['holdPatient', values.hold],
      ['releasePatient', values.release],
      ['erasePatient', reason],
    ] as const
  ).filter(([, said]) => said !== undefined)
  const [wish, ...others] = wishes
  if (values.due === true && patient === undefined && username === undefined && wish === undefined)
    return withInstance(process.env, async (instance) => shown(await shredDue(shreddingOf(instance)), values.json))
  if (values.due === true || patient === undefined || username === undefined || wish === undefined || others.length > 0)
    throw new CliError('WRONG_USAGE', USAGE)
  return withInstance(process.env, async (instance) => {
    const said = await asked(instance, { mutation: wish[0], patient, reason, username, tenant: word(values.tenant) })
    if (values.json === true) print(JSON.stringify(said))
    else
      say(said.due === null ? `${said.state}.` : `${said.state}: it is erased by keys shred --due from ${said.due} on.`)
    return EXIT.yes
  })
}

function shown(came: Shredded | Replayed, asJson: unknown): number {
  if (asJson === true) print(JSON.stringify(came))
  else {
    if ('records' in came) say(`${came.records} records are put back into the trail.`)
    say(`${came.patients} patients are erased, ${came.rows} rows are gone.`)
  }
  if (came.unbound > 0) say(`${came.unbound} certificates were not made here, and nobody is erased by them.`)
  return came.unbound > 0 ? EXIT.no : EXIT.yes
}

/** What replaying certificates and the trail into the tables of a deployment came to. */
export async function replayed(deployment: Deployment): Promise<Replayed> {
  return replayShreds({ ...shreddingOf(deployment), signers: await digestSignersOf(kmsSigners(deployment.signer)) })
}

function shreddingOf({ signer, ...deployment }: Deployment): Shredding {
  return composeShredding(signer, deployment)
}

async function rotated(
  of: Rotating,
  { what, under }: { readonly what: 'root' | 'subjects' | 'index'; readonly under: string | undefined },
): Promise<number> {
  try {
    if (what === 'root') return await rotateRoot(of, { under })
    return what === 'subjects' ? await rotateSubjects(of) : await rotateIndex(of)
  } catch (cause) {
    if (!(cause instanceof VaultError) || cause.code !== 'ERR_VAULT_INPUT' || under === undefined) throw cause
    throw new CliError('WRONG_USAGE', 'that KMS key is not one of WARDGRAPH_ENVELOPE_KEY, a list with commas.', {
      cause,
    })
  }
}

function rotatingOf({ config, services }: Deployment, tenant: string): Rotating {
  return {
    services,
    tenant,
    scan: (table) => scan(config, table),
    until: (at) => untilClock(services, at),
    onProgress: say,
  }
}

/** By the clock itself: one that is set, or a machine that sleeps, is no reason to go on too early or too late. */
async function untilClock({ now }: Services, at: number): Promise<void> {
  while (now() < at) await setTimeout(Math.min(at - now(), 1_000))
}
