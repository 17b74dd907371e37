import { clearSession, normalizeIdentifier, snakeCaseClass, uniqueName, type Name, type SnakeCase } from './names.ts';

beforeEach(clearSession);

it('automatic names are counted by their stem', () => {
  expect([uniqueName('dense'), uniqueName('dense'), uniqueName('conv2d'), uniqueName('dense')]).toEqual([
    'dense',
    'dense_1',
    'conv2d',
    'dense_2',
  ]);
  clearSession();
  expect(uniqueName('dense')).toBe('dense');
});

it.each([
  ['Dense', 'dense'],
  ['MaxPooling2D', 'max_pooling2d'],
  ['GlobalAveragePooling1D', 'global_average_pooling1d'],
  ['BatchNormalization', 'batch_normalization'],
  ['ReLU', 're_lu'],
  ['PReLU', 'p_re_lu'],
  ['ELU', 'elu'],
  ['GRUCell', 'gru_cell'],
  ['Conv2DTranspose', 'conv2d_transpose'],
  ['ConvLSTM2D', 'conv_lstm2d'],
  ['STFTSpectrogram', 'stft_spectrogram'],
  ['ScheduleFreeAdamW', 'schedule_free_adam_w'],
  ['RMSprop', 'rm_sprop'],
  ['KLDivergence', 'kl_divergence'],
  ['MeanIoU', 'mean_io_u'],
  ['AUC', 'auc'],
])('%s is named %s, as Keras does', (className, name) => expect(snakeCaseClass(className)).toBe(name));

it('every spelling is one identifier', () => {
  const spellings = ['glorotUniform', 'glorot_uniform', 'GlorotUniform', 'GLOROT_UNIFORM'];
  expect(new Set(spellings.map(normalizeIdentifier))).toEqual(new Set(['glorotuniform']));
});

it('the types of names accept both spellings', () => {
  const snake: SnakeCase<'sparseCategoricalCrossentropy'> = 'sparse_categorical_crossentropy';
  const names: Name<'l1L2' | 'reluSix'>[] = ['l1L2', 'l1_l2', 'reluSix', 'relu_six'];
  expect([snake, ...names].every((name) => typeof name === 'string')).toBe(true);
});
