export {
  Callback,
  CallbackList,
  EarlyStopping,
  History,
  LambdaCallback,
  LearningRateScheduler,
  ProgressLogger,
  ReduceLROnPlateau,
  TerminateOnNaN,
} from '@argali/models';
