"""Keras on TensorFlow."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

from protocol import pass_for, request, samples_of, serve, snake, threads

import keras
import tensorflow as tf

if threads is not None:
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def build(spec):
    last = keras.Input(spec["inputShape"], dtype="int32" if "vocabulary" in spec else "float32")
    outputs = {"input": last}
    for layer in spec["layers"]:
        make = getattr(keras.layers, layer["type"])(**snake(layer["config"]))
        inputs = [outputs[name] for name in layer["from"]] if "from" in layer else [last]
        if layer["type"] == "MultiHeadAttention":
            last = make(*inputs)
        else:
            last = make(inputs[0] if len(inputs) == 1 else inputs)
        if "name" in layer:
            outputs[layer["name"]] = last
    return keras.Model(outputs["input"], last)


def training(work):
    model = build(work["model"])
    losses = {"binaryCrossentropy": "binary_crossentropy"}
    loss = losses.get(work["model"]["loss"], "sparse_categorical_crossentropy")
    model.compile(optimizer="adam", loss=loss)
    x, y = samples_of(work["model"], work["samples"])

    def run(steps):
        epochs, count = pass_for(steps, work["batch"], work["samples"])
        model.fit(x[:count], y[:count], batch_size=work["batch"], epochs=epochs, verbose=0)
        return epochs * count // work["batch"]

    return run


def prediction(work):
    model = build(work["model"])
    x, _ = samples_of(work["model"], 1)
    function = tf.function(lambda image: model(image, training=False))
    predict = lambda: model.predict(x, verbose=0)
    traced = lambda: function(tf.constant(x)).numpy()

    def run(steps):
        for _ in range(steps):
            traced() if request["contender"] == "keras-function" else predict()
        return steps

    return run


def prepare(work):
    return prediction(work) if work["kind"] == "prediction" else training(work)


serve(prepare, {"Keras": keras.__version__, "TensorFlow": tf.__version__})
