import type ts from 'typescript';

/** The compiler instance that made the nodes; it is an argument, never an import. */
export type Compiler = typeof ts;
