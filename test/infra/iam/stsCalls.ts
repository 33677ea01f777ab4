import { type Asked, type Names, named } from './call.ts'
import { NotModelled } from './errors.ts'

type Form = Readonly<Record<string, unknown>>

/**
 * The requests of AssumeRole: with session tags also sts:TagSession, which its trust policy has to allow too
 * (id_session-tags). Both see the tags.
 */
export function stsRequests(operation: string, form: Form, names: Names): Asked[] {
  if (operation !== 'AssumeRole') throw new NotModelled(`sts ${operation}: no such operation`)
  const tags = sessionTags(form)
  const transitive = members(form, 'TransitiveTagKeys').flatMap((at) =>
    typeof form[at] === 'string' ? [form[at]] : [],
  )
  const context = {
    ...Object.fromEntries(tags.map(([name, value]) => [`aws:RequestTag/${name}`, value])),
    'aws:TagKeys': tags.map(([name]) => name),
    'sts:TransitiveTagKeys': transitive,
    'sts:RoleSessionName': String(form.RoleSessionName),
    ...(form.ExternalId === undefined ? {} : { 'sts:ExternalId': String(form.ExternalId) }),
  }
  const absent = ['aws:RequestTag/*', 'sts:ExternalId', 'sts:SourceIdentity']
  if (form.SourceIdentity !== undefined) throw new NotModelled('sts:SetSourceIdentity')
  const actions = tags.length === 0 ? ['sts:AssumeRole'] : ['sts:AssumeRole', 'sts:TagSession']
  return actions.map((action) => ({ action, resource: named(names.roles, form.RoleArn), context, absent }))
}

/** `Tags.member.1.Key` and `.Value`, as the query protocol writes a list. */
function sessionTags(form: Form): (readonly [string, string])[] {
  return members(form, 'Tags').flatMap((at) => {
    if (!at.endsWith('.Key')) return []
    const value = form[`${at.slice(0, -'Key'.length)}Value`]
    if (typeof form[at] !== 'string' || typeof value !== 'string') throw new NotModelled(`${at}: no tag`)
    return [[form[at], value]]
  })
}

function members(form: Form, list: string): string[] {
  return Object.keys(form).filter((name) => name.startsWith(`${list}.member.`))
}
