(* Open interpreters only: names of the Wolfram Language that they lack, so that those which a package mentions are not
   made symbols of its own. A kernel has them all. *)

{
  System`AggregationLayer, System`BatchNormalizationLayer, System`Clip, System`ConstantPlusLayer,
  System`ConstantTimesLayer, System`ContrastiveLossLayer, System`CrossEntropyLossLayer, System`ConstantArrayLayer, System`CubeRoot,
  System`DropoutLayer, System`ElementwiseLayer, System`Failure, System`FlattenLayer, System`FractionalPart,
  System`Gudermannian, System`Haversine, System`IntegerPart, System`InverseErf, System`InverseErfc,
  System`InverseGudermannian, System`InverseHaversine, System`KroneckerDelta, System`LinearLayer, System`LogGamma,
  System`LogisticSigmoid, System`MeanAbsoluteLossLayer, System`MeanSquaredLossLayer, System`NetChain,
  System`NetArrayLayer, System`NetExtract, System`NetGraph, System`NetPort, System`NormalizationLayer, System`NumericArray, System`PaddingLayer,
  System`ParametricRampLayer, System`PartLayer, System`PoolingLayer, System`Ramp, System`ReplicateLayer,
  System`ReshapeLayer, System`Scaled, System`SequenceLastLayer, System`SequenceMostLayer, System`SequenceRestLayer,
  System`SequenceReverseLayer, System`SoftmaxLayer, System`SparseArray, System`SummationLayer, System`Surd,
  System`SyntaxInformation, System`ThreadingLayer, System`Threshold, System`TotalLayer, System`TransposeLayer, System`TwoWayRule, System`Unitize
};
