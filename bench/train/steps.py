# Milliseconds a training step of PyTorch eager on two threads, for one network on random data: a plain loop without metrics or checkpoints.
# usage: python bench/train/steps.py INPUTS WIDTH LAYERS BATCH STEPS
import json
import sys
import time

import torch
from torch import nn

inputs, width, layers, batch, steps = (int(argument) for argument in sys.argv[1:6])
rows, classes = 32_768, 10
torch.set_num_threads(2)
torch.manual_seed(1)
data = torch.rand(rows, inputs) * 2 - 1
targets = torch.where(data[:, 0] > 0, 1, torch.where(data[:, 1] > 0, 2, 3))
sizes = [inputs] + [width] * layers
blocks = [part for a, b in zip(sizes, sizes[1:]) for part in (nn.Linear(a, b), nn.ReLU())]
network = nn.Sequential(*blocks, nn.Linear(width, classes))
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
compute_loss = nn.CrossEntropyLoss()
done, began, first = 0, None, 0
while done < steps:
    order = torch.randperm(rows)
    for start in range(0, rows, batch):
        picked = order[start : start + batch]
        optimizer.zero_grad()
        loss = compute_loss(network(data[picked]), targets[picked])
        loss.backward()
        optimizer.step()
        done += 1
        if began is None and done >= steps / 10:
            began, first = time.perf_counter(), done
        if done == steps:
            break
print(json.dumps({"milliseconds": (time.perf_counter() - began) * 1000 / (done - first), "steps": done, "loss": loss.item()}))
