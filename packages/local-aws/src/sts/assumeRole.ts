import { randomUUID } from 'node:crypto'
import { ServiceException } from '../serviceException.ts'
import type { Credentials, Sessions } from './sessions.ts'

/** What STS answers to AssumeRole, by the names of its XML. */
export interface AssumedRole {
  readonly credentials: Credentials
  readonly arn: string
  readonly id: string
}

const roleArn = /^arn:aws:iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/
const sessionName = /^[\w+=,.@-]{2,64}$/
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const plain = new Set(['Action', 'Version', 'RoleArn', 'RoleSessionName', 'DurationSeconds'])
const tagged = /^Tags\.member\.([1-9]\d?)\.(Key|Value)$/
/** A role allows an hour unless it is made to allow more, and nothing less than a quarter of an hour is given. */
const [shortest, longest] = [900, 3_600]

/**
 * AssumeRole of any role (API Reference, "AssumeRole"): who may is not asked.
 * @throws ServiceException ValidationError, also for a parameter that is not honoured
 */
export function assumeRole(form: URLSearchParams, { sessions, now }: { sessions: Sessions; now: number }): AssumedRole {
  for (const name of form.keys())
    if (!plain.has(name) && !tagged.test(name))
      throw refused('The request has a parameter that the local endpoint does not support')
  const role = form.get('RoleArn') ?? ''
  const [, account, name] = roleArn.exec(role) ?? []
  if (name === undefined) throw refused(`RoleArn is invalid`)
  const session = form.get('RoleSessionName') ?? ''
  if (!sessionName.test(session)) throw refused('RoleSessionName must satisfy regular expression pattern: [\\w+=,.@-]*')
  const seconds = Number(form.get('DurationSeconds') ?? longest)
  if (!Number.isInteger(seconds) || seconds < shortest)
    throw refused('DurationSeconds must have value greater than or equal to 900')
  if (seconds > longest) throw refused('The requested DurationSeconds exceeds the MaxSessionDuration set for this role')
  const credentials = sessions.begin({ role, tags: tagsOf(form) }, now + seconds * 1000)
  return {
    credentials,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    id: `AROA${randomUUID().replaceAll('-', '').slice(0, 17).toUpperCase()}:${session}`,
  }
}

function tagsOf(form: URLSearchParams): Record<string, string> {
  const members = new Set([...form.keys()].flatMap((name) => tagged.exec(name)?.[1] ?? []))
  const tags = [...members].map((place) => {
    const [key, value] = [form.get(`Tags.member.${place}.Key`), form.get(`Tags.member.${place}.Value`)]
    if (!key || value === null || key.length > 128 || value.length > 256 || !tagText.test(key + value))
      throw refused('Tags have a member that is no tag')
    return [key, value] as const
  })
  const distinct = new Set(tags.map(([key]) => key.toLowerCase()))
  if (tags.length > 50 || distinct.size < tags.length)
    throw refused('Duplicate tag keys found, or more than 50. Tag keys are case insensitive')
  return Object.fromEntries(tags)
}

function refused(message: string): ServiceException {
  return new ServiceException('ValidationError', message)
}
