/** The version in package.json, put in by the build and the test configuration. */
declare const __VERSION__: string;
