/* A kept list of files, of any bytes: refused, or a list as one that is built: its paths are sorted, none is empty,
 * each is found where it is, and packed again it is the same bytes. */
#include "engine/base/mem.h"
#include "engine/tree/tree.h"
#include "tests/fuzz/fuzz.h"

static void check_paths(const Tree *tree)
{
    for (uint32_t i = 0; i < tree_count(tree); i++) {
        Slice path = tree_path(tree, i);
        FUZZ_EXPECT(path.len > 0 && path.data[path.len] == '\0' && strlen(path.data) == path.len);
        FUZZ_EXPECT(i == 0 || slice_compare(tree_path(tree, i - 1), path) < 0);
        FUZZ_EXPECT(tree_find(tree, path) == i && tree_lower_bound(tree, path) == i);
        FUZZ_EXPECT(tree_kind(tree, i) <= ENTRY_SPECIAL && tree_flags(tree, i) <= 0xff);
    }
}

/* Built anew of the same files, in the other order, it is the same list. */
static void check_builder(const Tree *tree)
{
    TreeBuilder *builder = tree_builder_new(tree_root(tree));
    for (uint32_t i = tree_count(tree); i-- > 0;)
        tree_builder_add(builder, tree_path(tree, i), tree_kind(tree, i), tree_flags(tree, i));
    Tree *built = tree_builder_snapshot(builder, true);
    FUZZ_EXPECT(tree_equal(tree, built));
    tree_release(built);
    tree_builder_free(builder);
}

static void check_packed(const Tree *tree, Slice packed)
{
    Buf again = {0};
    tree_pack(tree, &again);
    FUZZ_EXPECT(slice_equal(buf_slice(&again), packed));
    buf_deinit(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *aligned = mem_alloc(size);
    if (size > 0)
        memcpy(aligned, data, size);
    Slice packed = slice_of(aligned, size);
    Tree *tree = tree_unpack("/root", packed);
    if (tree) {
        check_paths(tree);
        check_builder(tree);
        check_packed(tree, packed);
    }
    tree_release(tree);
    free(aligned);
    return 0;
}
