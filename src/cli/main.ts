#!/usr/bin/env node
import { audit, auditRules } from '../audit/index.ts';
import { run } from './run.ts';

const { stdout, stderr, env } = process;
for (const stream of [stdout, stderr]) {
  // The reader has gone (`… | head`): nobody is left to tell.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      process.exit();
    }
    throw error;
  });
}
// Set, and not forced by `process.exit`: what is still in a pipe's buffer would be lost.
process.exitCode = await run(process.argv.slice(2), { stdout, stderr, env, cwd: process.cwd() }, { audit, rules: auditRules });
