import { setWarningHandler, warn } from './warn.ts';

afterEach(() => setWarningHandler(null));

it('goes to the handler that the app has set', () => {
  const received: string[] = [];
  setWarningHandler((message) => received.push(message));
  warn('the loss is NaN');
  expect(received).toEqual(['the loss is NaN']);
});

it('goes to Node’s own warnings otherwise', () => {
  const emit = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  warn('the loss is NaN');
  expect(emit).toHaveBeenCalledWith('the loss is NaN', 'ArgaliWarning');
  emit.mockRestore();
});
