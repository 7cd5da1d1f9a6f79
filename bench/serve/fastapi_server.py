# Serves an exported model with FastAPI, uvicorn and ONNX Runtime in one process, as a careful Python service does.
# usage: python fastapi_server.py model.onnx 8001
import sys
from typing import Any

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse

path, port = sys.argv[1], int(sys.argv[2])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1  # small batches: more threads only wait for each other
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
outputs = [output.name for output in session.get_outputs()]


def as_text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def as_number(value: Any) -> float:
    return float("nan") if value is None else float(value)


readers = {
    tensor.name: (as_text, object) if tensor.type == "tensor(string)" else (as_number, np.float32)
    for tensor in session.get_inputs()
}


def run(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    feeds = {
        name: np.array([read(value) for value in columns[name]], dtype=dtype) for name, (read, dtype) in readers.items()
    }
    return {name: values.tolist() for name, values in zip(outputs, session.run(outputs, feeds))}


app = FastAPI()


@app.get("/ready")
async def ready() -> dict[str, bool]:
    return {"ready": True}


@app.post("/predict")
async def predict(record: dict[str, Any]) -> JSONResponse:
    results = run({name: [record[name]] for name in readers})
    return JSONResponse({name: values[0] for name, values in results.items()})


@app.post("/batch_predict")
async def batch_predict(table: dict[str, Any]) -> JSONResponse:
    columns = dict(zip(table["columns"], zip(*table["data"])))
    results = run(columns)
    return JSONResponse({"columns": list(results), "data": list(zip(*results.values()))})


uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
