"""Losses: those of the Wolfram Language here, those of other libraries in modules of their names."""

from wlbridge.losses import keras as keras
from wlbridge.losses import logits as logits
from wlbridge.losses import sklearn as sklearn
from wlbridge.losses import tensorflow as tensorflow
from wlbridge.losses import torch as torch
from wlbridge.losses.base import LossLayer as LossLayer
from wlbridge.losses.base import WeightedSum as WeightedSum
from wlbridge.losses.choice import FormulaLoss as FormulaLoss
from wlbridge.losses.choice import as_loss as as_loss
from wlbridge.losses.choice import automatic_loss as automatic_loss
from wlbridge.losses.logarithms import BoundedLog as BoundedLog
from wlbridge.losses.logarithms import ClippedLog as ClippedLog
from wlbridge.losses.logarithms import Log as Log
from wlbridge.losses.logarithms import ShiftedLog as ShiftedLog
from wlbridge.losses.sums import At as At
from wlbridge.losses.sums import L1Regularization as L1Regularization
from wlbridge.losses.sums import L2Regularization as L2Regularization
from wlbridge.losses.sums import Scaled as Scaled
from wlbridge.losses.sums import elastic_net as elastic_net
from wlbridge.losses.variational import StandardNormalDivergence as StandardNormalDivergence
from wlbridge.losses.variational import variational_loss as variational_loss
from wlbridge.losses.wolfram import LOSSES as LOSSES
from wlbridge.losses.wolfram import ContrastiveLossLayer as ContrastiveLossLayer
from wlbridge.losses.wolfram import CrossEntropyLossLayer as CrossEntropyLossLayer
from wlbridge.losses.wolfram import MeanAbsoluteLossLayer as MeanAbsoluteLossLayer
from wlbridge.losses.wolfram import MeanSquaredLossLayer as MeanSquaredLossLayer
