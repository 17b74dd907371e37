// With its first tensor, tfjs's cpu backend advises Node users to install a native add-on: once for each test file.
const warn = console.warn.bind(console);

console.warn = (...message: unknown[]): void => {
  if (!String(message[0]).includes('Hi, looks like you are running TensorFlow.js in Node.js')) warn(...message);
};
