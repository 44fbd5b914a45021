/** What the started system inherits from whoever runs the tests: PATH and the like. */
export const env = process.env;
