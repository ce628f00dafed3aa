/** How many series an exposition lacks, by reason. */
export interface Omissions {
  /** A metric of another type has their name. */
  readonly conflicting_type: number;
  /** Others have their name and their labels, and can't be added to them. */
  readonly same_labels: number;
  /** There are more than `maxSeries`. */
  readonly max_series: number;
  /** They would take more than `maxBytes`. */
  readonly max_bytes: number;
}

/** What has to do with the names and the number of series, whatever their bytes. */
export type FamilyOmissions = Omit<Omissions, "max_bytes">;
