import { pathToFileURL } from 'node:url'

/** `node loads.ts BUNDLE`: says of what type its handler is. */
const { handler } = await import(pathToFileURL(process.argv[2] ?? '').href)
process.stdout.write(`${typeof handler}\n`)
