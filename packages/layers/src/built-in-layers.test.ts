import { isBuiltInLayer } from './built-in-layers.ts';
import { builtInLayers } from './get.ts';

it('knows the names of all classes of the library, and no others', () => {
  const classNames = builtInLayers().map(({ className }) => className);
  expect(classNames.filter((className) => !isBuiltInLayer(className))).toEqual([]);
  expect(isBuiltInLayer('MyLayer')).toBe(false);
});
