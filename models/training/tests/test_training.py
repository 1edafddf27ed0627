import contextlib
import io
import json
import os
import tempfile
import unittest

import torch

from sam_unet.config import SAM_NORMALISATION
from sam_unet.crops import CropBatches
from sam_unet.curve import read_curve
from sam_unet.dataset import load_sets
from sam_unet.evaluation import evaluate, summary
from sam_unet.losses import published_loss, soft_loss
from sam_unet.model import SamUnet
from sam_unet.recipe import Phase, Recipe, Stage, load_recipe
from sam_unet.trainer import Options, Trainer
from sam_unet.whole import WholeBatches

from .synthetic import TINY, TINY_PUBLISHED, crop_recipe, write_sets

RECIPES = os.path.join(os.path.dirname(__file__), os.pardir, "recipes")


class Interrupted(Exception):
    pass


class TrainingTest(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.join(folder.name, "data")
        write_sets(self.root)
        self.sets = load_sets(self.root)
        self.out = folder.name
        quiet = contextlib.redirect_stdout(io.StringIO())
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)

    def trainer(self, recipe: Recipe, name: str, **options) -> Trainer:
        out = os.path.join(self.out, name)
        os.makedirs(out, exist_ok=True)
        torch.manual_seed(1)
        if recipe.batches == "crops":
            model, batches = SamUnet(TINY), CropBatches(self.sets, 1, SAM_NORMALISATION, recipe)
        else:
            model, batches = SamUnet(TINY_PUBLISHED), WholeBatches(self.sets, 1, SAM_NORMALISATION, 2)
        return Trainer(model, recipe, batches, Options(out, "cpu", log_every=2, **options))

    def test_a_resumed_run_ends_as_an_uninterrupted_one(self):
        recipe = crop_recipe(6, 4)
        whole = self.trainer(recipe, "whole")
        whole.run()
        broken = self.trainer(recipe, "broken", save_seconds=0)
        make = broken.batches.batch

        def fail(step: int, size: int, images: int):
            if step == 7:
                raise Interrupted
            return make(step, size, images)

        broken.batches.batch = fail
        with self.assertRaises(Interrupted):
            broken.run()
        resumed = self.trainer(recipe, "broken", save_seconds=0)
        resumed.resume()
        self.assertEqual(resumed.position.step, 7)
        resumed.run()
        for a, b in ((whole.model, resumed.model), (whole.average, resumed.average)):
            for key, value in a.state_dict().items():
                self.assertTrue(torch.equal(value, b.state_dict()[key]), key)
        rows = read_curve(os.path.join(self.out, "broken", "curve.csv"))
        self.assertEqual([row["step"] for row in rows], ["2", "4", "6", "8", "10"])
        self.assertEqual([row["size"] for row in rows], ["32", "64", "64", "32", "64"])
        self.assertTrue(os.path.exists(os.path.join(self.out, "broken", "curve.png")))

    def test_frozen_parts_stay_and_others_learn(self):
        stages = (Stage(1, 64, 3),)
        phase = Phase(rate=1e-3, stages=stages, epochs=2, curve="halve")
        frozen = "image_encoder.sam_img_encoder."
        trainer = self.trainer(Recipe("tiny", "whole", "published", "adam", 2, (phase,), frozen=(frozen,)), "p")
        before = {key: value.clone() for key, value in trainer.model.state_dict().items()}
        trainer.run()
        self.assertEqual(trainer.position.step, 6)
        changed = {key for key, value in trainer.model.state_dict().items() if not torch.equal(value, before[key])}
        self.assertFalse([key for key in changed if key.startswith(frozen) or "running" in key])
        self.assertIn("resnet.stage1.0.conv1.weight", changed)
        self.assertIn("mask_decoder.hf_mlp.layers.2.weight", changed)

    def test_it_learns(self):
        trainer = self.trainer(crop_recipe(60), "learn", validate=self.root, validate_seconds=1e9)
        trainer.run()
        rows = read_curve(os.path.join(self.out, "learn", "curve.csv"))
        losses = [float(row["loss"]) for row in rows if row["loss"]]
        self.assertLess(sum(losses[-5:]), 0.8 * sum(losses[:5]))
        self.assertGreater(float(rows[-1]["validate"]), 0.7)

    def test_scores_have_the_fields_of_a_card(self):
        scores = list(evaluate(SamUnet(TINY), self.root, "point", 2.0, limit=2))
        result = summary(scores)
        self.assertEqual([score["set"] for score in result["scores"]], ["discs", "vessel_discs"])
        self.assertEqual(result["diceWithoutVessels"], result["scores"][0]["dice"])
        self.assertEqual(set(result["scores"][0]), {"set", "prompt", "images", "masks", "dice", "iou", "baselineDice"})
        self.assertGreater(result["baselineDice"], 0.97)


class RecipeTest(unittest.TestCase):
    def test_shipped_recipes_are_read(self):
        names = [name for name in os.listdir(RECIPES) if name.endswith(".json")]
        self.assertEqual(len(names), 5)
        for name in names:
            self.assertTrue(load_recipe(os.path.join(RECIPES, name)).phases)

    def test_an_unknown_field_is_named(self):
        with open(os.path.join(RECIPES, "compact.json"), encoding="utf-8") as file:
            value = {**json.load(file), "surprise": 1}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(value, file)
            with self.assertRaisesRegex(ValueError, "r.json: .*surprise"):
                load_recipe(path)

    def test_shares_that_do_not_add_up_are_refused(self):
        with self.assertRaisesRegex(ValueError, "four shares"):
            crop_recipe(1, prompts=(0.5, 0.5, 0.5, 0.5))
        with self.assertRaisesRegex(ValueError, "four shares"):
            crop_recipe(1, prompts=(1.0,))
        with self.assertRaisesRegex(ValueError, "exceed 1"):
            crop_recipe(1, pseudo_objects=0.6, synthetic_objects=0.6)

    def test_rates(self):
        cosine = Phase(rate=1.0, stages=(Stage(1, 64, 1),), warmup=10, steps=100)
        self.assertAlmostEqual(cosine.rate_at(0, 0), 0.1)
        self.assertAlmostEqual(cosine.rate_at(0.5, 50), 0.51)
        self.assertAlmostEqual(cosine.rate_at(1, 100), 0.02)
        halve = Phase(rate=1.0, stages=(Stage(1, 64, 1),), epochs=12, curve="halve")
        self.assertEqual([halve.rate_at(epoch / 12, 0) for epoch in (0, 4.9, 5, 9.9, 10)], [1, 1, 0.5, 0.5, 0.25])
        with self.assertRaisesRegex(ValueError, "exactly one"):
            Phase(rate=1.0, stages=(Stage(1, 64, 1),), steps=1, epochs=1)

    def test_losses_reward_the_target(self):
        target = torch.zeros(2, 32, 32)
        target[:, 8:24, 4:20] = 1
        good = torch.nn.functional.avg_pool2d(target[:, None], 4) * 20 - 10
        for loss_of in (soft_loss, published_loss):
            right, dice = loss_of(good, torch.ones(2), target)
            wrong, _ = loss_of(-good, torch.ones(2), target)
            self.assertGreater(float(dice.min()), 0.95)
            self.assertLess(float(right), 0.1 * float(wrong))
        unsure, _ = soft_loss(good, torch.zeros(2), target)
        self.assertAlmostEqual(float(unsure - soft_loss(good, torch.ones(2), target)[0]), 0.4, 1)


if __name__ == "__main__":
    unittest.main()
