"""What peers reach on the tables that `run.ts --export FOLDER` wrote: LightGBM, a plain PyTorch MLP, a linear model.

usage: python bench/quality/peers.py FOLDER [table …] > peers.jsonl
Each learns from the training rows, stops early on the validation rows where it can, and is judged on the test rows. One thread.
Needs numpy, pandas, scikit-learn, lightgbm and torch.
"""
import json
import os
import sys
import time
import warnings
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
warnings.filterwarnings("ignore")

import lightgbm as lgb
import numpy as np
import pandas as pd
import torch
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from torch import nn

torch.set_num_threads(1)


class Table:
    def __init__(self, folder, name):
        about = json.loads((folder / f"{name}.json").read_text())
        self.name, self.type, self.seeds = name, about["type"], about["seeds"]
        names = {kind: [f["name"] for f in about["input_features"] if f["type"] == kind] for kind in ("number", "category")}
        frame = pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""], low_memory=False)
        self.numbers = frame[names["number"]].astype(float)
        texts = frame[names["category"]]
        self.texts = texts.astype(object).where(texts.notna(), None).map(lambda v: None if v is None else str(v))
        target = frame[about["target"]]
        self.y = target.to_numpy(float) if self.type == "number" else pd.factorize(target.astype(str), sort=True)[0]
        self.classes = 1 if self.type == "number" else int(self.y.max()) + 1
        self.splits = {seed: frame[f"split {seed}"].to_numpy() for seed in self.seeds}

    def rows(self, seed):
        return [np.where(self.splits[seed] == part)[0] for part in (0, 1, 2)]


def score(table, y, predicted):
    if table.type == "number":
        return {"r2": r2_score(y, predicted)}
    figures = {"accuracy": float((predicted.argmax(1) == y).mean())}
    return figures if table.classes > 2 else {"roc_auc": roc_auc_score(y, predicted[:, 1]), **figures}


def all_classes(table, model, predicted):
    p = np.zeros((len(predicted), table.classes))
    p[:, model.classes_] = predicted
    return p


def boosted(table, seed, training, validation, test):
    frame = table.numbers.copy()
    for name in table.texts:
        known = sorted(table.texts[name].iloc[training].dropna().unique())
        frame[name] = pd.Categorical(table.texts[name], categories=known)
    settings = dict(n_estimators=1000, learning_rate=0.05, num_leaves=31, n_jobs=1, verbose=-1, random_state=seed)
    if table.classes > 20:
        settings["n_estimators"] = 150
    model = (lgb.LGBMRegressor if table.type == "number" else lgb.LGBMClassifier)(**settings)
    y, stop = table.y, [lgb.early_stopping(50, verbose=False)]
    seen = validation[np.isin(y[validation], y[training])] if table.type != "number" else validation
    model.fit(frame.iloc[training], y[training], eval_set=[(frame.iloc[seen], y[seen])], callbacks=stop)
    if table.type == "number":
        return model.predict(frame.iloc[test])
    return all_classes(table, model, model.predict_proba(frame.iloc[test]))


def linear(table, seed, training, validation, test):
    frame = pd.concat([table.numbers, table.texts.fillna("?")], axis=1)
    encode = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), list(table.numbers.columns)),
        (OneHotEncoder(handle_unknown="ignore", min_frequency=2), list(table.texts.columns)),
    )
    is_number = table.type == "number"
    model = make_pipeline(encode, RidgeCV(np.logspace(-2, 3, 12)) if is_number else LogisticRegression(max_iter=300))
    model.fit(frame.iloc[training], table.y[training])
    if is_number:
        return model.predict(frame.iloc[test])
    return all_classes(table, model[-1], model.predict_proba(frame.iloc[test]))


class Mlp(nn.Module):
    """Standardised numbers, embeddings of 16, two layers of 256."""

    def __init__(self, numbers, vocabularies, outputs):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(size, 16) for size in vocabularies)
        width = numbers + 16 * len(vocabularies)
        self.layers = nn.Sequential(
            nn.Linear(width, 256), nn.ReLU(), nn.Dropout(0.1), nn.Linear(256, 256), nn.ReLU(), nn.Dropout(0.1), nn.Linear(256, outputs)
        )

    def forward(self, numbers, codes):
        return self.layers(torch.cat([numbers, *(embed(codes[:, i]) for i, embed in enumerate(self.embeddings))], 1))


def mlp(table, seed, training, validation, test):
    torch.manual_seed(seed)
    numbers = table.numbers.to_numpy()
    used = [i for i in range(numbers.shape[1]) if not np.isnan(numbers[training, i]).all()]
    numbers = numbers[:, used]
    mean, std = np.nanmean(numbers[training], 0), np.nanstd(numbers[training], 0)
    x = torch.tensor(np.nan_to_num((numbers - mean) / np.where(std > 0, std, 1)), dtype=torch.float32)
    vocabularies = [{v: i + 1 for i, v in enumerate(table.texts[c].iloc[training].dropna().unique())} for c in table.texts]
    codes = [[known.get(v, 0) for v in table.texts[c]] for c, known in zip(table.texts, vocabularies)]
    codes = torch.tensor(np.array(codes, dtype=int).T if codes else np.zeros((len(x), 0), dtype=int))
    is_number = table.type == "number"
    centre, scale = (table.y[training].mean(), table.y[training].std()) if is_number else (0, 1)
    y = torch.tensor((table.y - centre) / scale, dtype=torch.float32) if is_number else torch.tensor(table.y)
    net = Mlp(x.shape[1], [len(known) + 1 for known in vocabularies], table.classes)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
    loss_of = (lambda o, t: ((o[:, 0] - t) ** 2).mean()) if is_number else nn.functional.cross_entropy
    batch = 256 if len(training) > 20_000 else 128
    best, best_at, kept = np.inf, 0, None
    for epoch in range(200):
        net.train()
        for rows in torch.tensor(training)[torch.randperm(len(training))].split(batch):
            optimizer.zero_grad()
            loss_of(net(x[rows], codes[rows]), y[rows]).backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            loss = float(loss_of(net(x[validation], codes[validation]), y[validation]))
        if loss < best:
            best, best_at, kept = loss, epoch, {name: value.clone() for name, value in net.state_dict().items()}
        if epoch - best_at >= 8:
            break
    net.load_state_dict(kept)
    net.eval()
    with torch.no_grad():
        out = net(x[test], codes[test])
    return out[:, 0].double().numpy() * scale + centre if is_number else torch.softmax(out, 1).double().numpy()


def main():
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    for name in names or sorted(path.stem for path in folder.glob("*.csv")):
        table = Table(folder, name)
        for seed in table.seeds:
            training, validation, test = table.rows(seed)
            for peer in (boosted, mlp, linear):
                began = time.time()
                figures = score(table, table.y[test], peer(table, seed, training, validation, test))
                line = dict(table=name, seed=seed, peer=peer.__name__, **figures, seconds=round(time.time() - began, 2))
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
