# Trains LightGBM or XGBoost (hist) on a table that tables.ts wrote and prints {"fit": seconds, "predict": seconds, "quality": …}.
# usage: python bench/trees/peers.py lightgbm|xgboost FOLDER THREADS ROUNDS LEAVES RATE
import json
import os
import sys
import time

library, folder = sys.argv[1:3]
threads, rounds, leaves = (int(word) for word in sys.argv[3:6])
rate = float(sys.argv[6])
os.environ["OMP_NUM_THREADS"] = str(threads)
import numpy as np

meta = json.load(open(f"{folder}/meta.json"))
task = meta["task"]


def matrix(part):
    columns = [
        np.fromfile(f"{folder}/{part}-{i}.bin", np.float32 if column["kind"] == "number" else np.int32)
        for i, column in enumerate(meta["columns"])
    ]
    table = np.empty((len(columns[0]), len(columns)), np.float32)
    for i, column in enumerate(columns):
        table[:, i] = column
        if column.dtype == np.int32:
            table[column < 0, i] = np.nan
    return table


def target(part):
    return np.fromfile(f"{folder}/{part}-target.bin", np.int32 if task == "multiclass" else np.float32)


categories = [i for i, column in enumerate(meta["columns"]) if column["kind"] == "category"]
train, test = matrix("train"), matrix("test")
if library == "lightgbm":
    import lightgbm

    objective = {"squared_error": "regression", "binary": "binary", "multiclass": "multiclass"}[task]
    settings = dict(
        objective=objective,
        num_leaves=leaves,
        learning_rate=rate,
        max_bin=255,
        num_threads=threads,
        verbose=-1,
        **({"num_class": meta["classes"]} if task == "multiclass" else {}),
    )
    began = time.perf_counter()
    dataset = lightgbm.Dataset(train, target("train"), categorical_feature=categories, params=settings)
    model = lightgbm.train(settings, dataset, rounds)
    trained = time.perf_counter()
    scores = model.predict(test, raw_score=True, num_threads=threads)
else:
    import xgboost

    objective = {"squared_error": "reg:squarederror", "binary": "binary:logistic", "multiclass": "multi:softprob"}[task]
    settings = dict(
        objective=objective,
        max_leaves=leaves,
        max_depth=0,
        grow_policy="lossguide",
        tree_method="hist",
        learning_rate=rate,
        max_bin=255,
        nthread=threads,
        **({"num_class": meta["classes"]} if task == "multiclass" else {}),
    )
    types = ["c" if i in categories else "q" for i in range(train.shape[1])]
    began = time.perf_counter()
    dataset = xgboost.QuantileDMatrix(
        train, target("train"), feature_types=types, enable_categorical=True, max_bin=255, nthread=threads
    )
    model = xgboost.train(settings, dataset, rounds)
    trained = time.perf_counter()
    held = xgboost.DMatrix(test, feature_types=types, enable_categorical=True, nthread=threads)
    scores = model.predict(held, output_margin=True)
predicted = time.perf_counter()


def auc(values, truth):
    order = np.argsort(values, kind="stable")
    _, group, counts = np.unique(values[order], return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[group]
    positives = truth[order] > 0
    number = positives.sum()
    return (ranks[positives].sum() - number * (number + 1) / 2) / (number * (len(truth) - number))


truth = target("test")
if task == "binary":
    quality = auc(scores, truth)
elif task == "squared_error":
    quality = np.sqrt(np.mean((scores.astype(np.float64) - truth) ** 2))
else:
    logits = scores.astype(np.float64)
    most = logits.max(axis=1)
    quality = np.mean(np.log(np.exp(logits - most[:, None]).sum(axis=1)) + most - logits[np.arange(len(truth)), truth])
print(json.dumps({"fit": trained - began, "predict": predicted - trained, "quality": float(quality)}))
