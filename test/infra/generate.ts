import { writeFileSync } from 'node:fs'
import { papers } from './papers.ts'
import setup from './setup.ts'

/** `npm run generate:infra`: evaluates the stages and writes the papers about them. */
setup()
for (const [path, text] of Object.entries(papers())) writeFileSync(path, text)
