"""What scikit-learn takes for the linear models of `linear.ts`, on numbers standardised and levels one-hot.

usage: python bench/linear/peer.py TABLE.json ROUNDS > results.json
Each model is fitted as it comes (`usual`) and to a tolerance at which its coefficients have settled (`tight`), by each solver
and matrix (dense, sparse) that do well; the fastest counts. The least seconds of the fit alone.
"""
import json
import os
import sys
import time
import warnings

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, PoissonRegressor, Ridge
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
about = json.load(open(sys.argv[1]))
rounds = int(sys.argv[2])
only = sys.argv[3:]


def matrices(task):
    numbers = np.array([about["numbers"][name] for name in task["numbers"]], float).T
    numbers = StandardScaler().fit_transform(numbers)
    parts = [sp.csr_matrix(numbers)]
    for name in task["categories"]:
        ids = np.array(about["categories"][name]["ids"])
        shape = (len(ids), about["categories"][name]["levels"])
        parts.append(sp.csr_matrix((np.ones(len(ids)), (np.arange(len(ids)), ids)), shape=shape))
    sparse = sp.hstack(parts).tocsr()
    dense = sparse.toarray()
    return {"dense": dense, "dense, column order": np.asfortranarray(dense), "sparse": sparse, "sparse by column": sparse.tocsc()}


def candidates(kind, classes):
    """(label, matrices, usual model, tight model)"""
    both = ["dense", "sparse"]
    columns = ["dense, column order", "sparse by column"]
    if kind == "LinearRegression":
        return [("", both, LinearRegression(), LinearRegression(tol=1e-12))]
    if kind == "Ridge(1)":
        return [(s, both, Ridge(1.0, solver=s), Ridge(1.0, solver=s, tol=1e-10)) for s in ("auto", "cholesky", "lsqr")]
    if kind == "Lasso(0.05)":
        return [("", columns, Lasso(0.05), Lasso(0.05, tol=1e-9, max_iter=10**5)),
                ("precompute", columns[:1], Lasso(0.05, precompute=True), Lasso(0.05, precompute=True, tol=1e-9, max_iter=10**5))]
    if kind == "ElasticNet(0.05, 0.5)":
        return [("", columns, ElasticNet(0.05), ElasticNet(0.05, tol=1e-9, max_iter=10**5)),
                ("precompute", columns[:1], ElasticNet(0.05, precompute=True), ElasticNet(0.05, precompute=True, tol=1e-9, max_iter=10**5))]
    if kind == "PoissonRegressor(0.001)":
        return [(s, ["sparse"] if s == "lbfgs" else ["dense"], PoissonRegressor(alpha=0.001, solver=s), PoissonRegressor(alpha=0.001, solver=s, tol=1e-8, max_iter=1000))
                for s in ("lbfgs", "newton-cholesky")]
    if kind == "LogisticRegression(C=1)":
        return [(s, ["sparse"] if s == "lbfgs" else ["dense"], LogisticRegression(solver=s, max_iter=1000),
                 LogisticRegression(solver=s, tol=1e-8, max_iter=20000 if classes == 2 else 3000)) for s in ("lbfgs", "newton-cholesky")]
    if kind == "LogisticRegression(C=0.1, l1_ratio=1)":
        return [("saga", both, LogisticRegression(C=0.1, l1_ratio=1.0, solver="saga", max_iter=1000),
                 LogisticRegression(C=0.1, l1_ratio=1.0, solver="saga", tol=1e-6, max_iter=3000))]
    raise ValueError(kind)


def measure(model, x, y, rounds):
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        model.fit(x, y)
        seconds.append(time.perf_counter() - began)
        if sum(seconds) > 10:
            break
    return min(seconds)


results = {}
for name, task in about["tasks"].items():
    if only and name not in only:
        continue
    xs = matrices(task)
    y = np.array(task["targets"])
    found = {"usual": None, "tight": None}
    for label, formats, usual, tight in candidates(task["kind"], len(np.unique(y))):
        for matrix in formats:
            for what, model in (("usual", usual), ("tight", tight)):
                try:
                    seconds = measure(model, xs[matrix], y, rounds)
                except (ValueError, TypeError) as error:
                    print(f"{name}, {label}, {matrix}: {error}", file=sys.stderr)
                    continue
                print(f"{name}: {what}, {label or 'default'}, {matrix}: {seconds:.3f} s", file=sys.stderr)
                if found[what] is None or seconds < found[what]["seconds"]:
                    found[what] = {
                        "seconds": seconds,
                        "how": f"{label or 'default'}, {matrix}",
                        "intercepts": np.atleast_1d(model.intercept_).tolist(),
                        "coefficients": np.atleast_2d(model.coef_).tolist(),
                    }
    results[name] = found
json.dump(results, sys.stdout)
