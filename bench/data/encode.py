# CSV of flights → encoded columns by pandas and scikit-learn: two numbers standardised, two categories coded, fitted on the training rows.
# usage: python bench/data/encode.py flights.csv split|whole usual|lean
# "usual": a ColumnTransformer over the table as read. "lean": only the columns that are needed, no copies of the table.
import json
import sys

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

numbers, categories = ["delay", "distance"], ["origin", "destination"]
path, mode, manner = sys.argv[1:4]


def usual():
    table = pd.read_csv(path)
    parts = [table]
    if mode == "split":
        training, rest = train_test_split(table, train_size=0.7, random_state=42)
        parts = [training, *train_test_split(rest, train_size=1 / 3, random_state=42)]
    coder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    encoder = ColumnTransformer([("numbers", StandardScaler(), numbers), ("categories", coder, categories)]).fit(parts[0])
    matrices = [encoder.transform(part) for part in parts]
    return [(matrix[:, :2].astype(np.float32), matrix[:, 2:].astype(np.int32)) for matrix in matrices]


def lean():
    table = pd.read_csv(path, usecols=numbers + categories)
    parts = [table]
    if mode == "split":
        order = np.random.default_rng(42).permutation(len(table))
        ends = [int(len(table) * 0.7), int(len(table) * 0.8)]
        parts = [table.iloc[np.sort(rows)] for rows in np.split(order, ends)]
    scaler = StandardScaler().fit(parts[0][numbers])
    coder = OrdinalEncoder(dtype=np.int32, handle_unknown="use_encoded_value", unknown_value=-1).fit(parts[0][categories])
    return [(scaler.transform(part[numbers]).astype(np.float32), coder.transform(part[categories])) for part in parts]


encoded = {"usual": usual, "lean": lean}[manner]()
print(json.dumps({"sizes": [len(scaled) for scaled, _ in encoded]}))
