import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

/** `node invoke.ts BUNDLE < EVENT`: loads a bundle as Lambda does and hands it one event; its last line is the answer. */
const [bundle = ''] = process.argv.slice(2)
const event: unknown = JSON.parse(await text(process.stdin))
const { handler } = await import(pathToFileURL(resolve(bundle)).href)
const context = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 10_000 }
const answer: unknown = await handler(event, context)
process.stdout.write(`\n${JSON.stringify(answer ?? null)}`)
