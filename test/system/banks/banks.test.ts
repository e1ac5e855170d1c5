import { describe } from 'vitest';
import { useBench } from './bench.ts';
import { nmLife } from './nm-life.ts';
import { nmOptions } from './nm-options.ts';
import { choices } from './selftests-choice.ts';
import { links } from './selftests-links.ts';

useBench();
describe("the kernel's selftests: choices", choices);
describe("the kernel's selftests: links", links);
describe('NetworkManager-ci: modes and options', nmOptions);
describe('NetworkManager-ci: bonds that come and go', nmLife);
